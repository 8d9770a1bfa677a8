/** A star, filled where something has one; hidden from readers. */
export function StarIcon({ isFilled }: { readonly isFilled: boolean }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill={isFilled ? 'currentColor' : 'none'}
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d="m8 2 1.75 3.75 4.1.5-3 2.85.75 4.1L8 11.2l-3.6 2 .75-4.1-3-2.85 4.1-.5z" />
    </svg>
  );
}
