/** Each begins a line of its own where they do not fit on one. */
export function Sentences({ texts }: { readonly texts: readonly string[] }) {
  return texts.map((text, index) => [
    index > 0 && ' ',
    <span key={text} class="sentence">
      {text}
    </span>,
  ]);
}
