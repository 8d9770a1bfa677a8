import type { ComponentChildren } from 'preact';

/** As those of `lib/ui/icons.tsx`; here, so that they are loaded with the player alone. */
function Icon({ children }: { readonly children: ComponentChildren }) {
  return (
    <svg
      class="icon"
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const PlayIcon = () => (
  <Icon>
    <path d="M5 3.25v9.5L12.5 8z" fill="currentColor" />
  </Icon>
);

export const PauseIcon = () => (
  <Icon>
    <path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="2.5" />
  </Icon>
);

export const PreviousIcon = () => (
  <Icon>
    <path d="M12 3.5v9L6 8zM4 3.5v9" />
  </Icon>
);

export const NextIcon = () => (
  <Icon>
    <path d="M4 3.5v9L10 8zM12 3.5v9" />
  </Icon>
);

export const MarkIcon = () => (
  <Icon>
    <path d="M4.5 2.5h7v11L8 10.5l-3.5 3z" />
  </Icon>
);
