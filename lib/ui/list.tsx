import type { ComponentProps } from 'preact';

/** A list that is told as one: without bullets, as all of ours are drawn, some screen readers take it for none. */
export function List(props: ComponentProps<'ul'>) {
  // biome-ignore lint/a11y/noRedundantRoles: a list without bullets is none to some screen readers
  return <ul role="list" {...props} />;
}
