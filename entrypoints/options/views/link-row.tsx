interface LinkRowProps {
  readonly title: string;
  readonly hint: string;
  /** A section of the options, as `#data`. */
  readonly href: string;
  /** What the link says. */
  readonly label: string;
}

/** Something that is done in another section, and the way there. */
export function LinkRow({ title, hint, href, label }: LinkRowProps) {
  return (
    <div class="row">
      <div class="row-words">
        <p class="row-title">{title}</p>
        <p class="hint">{hint}</p>
      </div>
      <a class="button" href={href}>
        {label}
      </a>
    </div>
  );
}
