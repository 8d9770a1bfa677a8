import type { ComponentChildren } from 'preact';

/** Drawn on a grid of 16 with lines of 1.5, in the colour of the text around; decoration, so hidden from readers. */
export function Icon({ children }: { readonly children: ComponentChildren }) {
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

export const MenuIcon = () => (
  <Icon>
    <path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h7" />
  </Icon>
);

export const SidebarIcon = () => (
  <Icon>
    <rect x="2" y="2.75" width="12" height="10.5" rx="2" />
    <path d="M6.25 2.75v10.5" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M8 3v10M3 8h10" />
  </Icon>
);

export const WarningIcon = () => (
  <Icon>
    <path d="M8 2.5 1.75 13.25h12.5z" />
    <path d="M8 6.75v2.75M8 11.4v.1" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m4 4 8 8M12 4l-8 8" />
  </Icon>
);

export const SettingsIcon = () => (
  <Icon>
    <path d="M2.5 4.75h5M11.5 4.75h2M2.5 11.25h2M8.5 11.25h5" />
    <circle cx="9.5" cy="4.75" r="1.75" />
    <circle cx="6.5" cy="11.25" r="1.75" />
  </Icon>
);

export const SendIcon = () => (
  <Icon>
    <path d="M8 13V3.5M3.75 7.5 8 3.25l4.25 4.25" />
  </Icon>
);

export const StopIcon = () => (
  <Icon>
    <rect x="4.25" y="4.25" width="7.5" height="7.5" rx="1" fill="currentColor" />
  </Icon>
);

export const MoreIcon = () => (
  <Icon>
    <path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2" />
  </Icon>
);

export const CopyIcon = () => (
  <Icon>
    <rect x="5.75" y="5.75" width="7.5" height="7.5" rx="1.5" />
    <path d="M3.5 10.25h-.25a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1h6a1 1 0 0 1 1 1v.25" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m3 8.5 3.25 3.25L13 4.75" />
  </Icon>
);

export const ArrowDownIcon = () => (
  <Icon>
    <path d="M8 3v9.5M3.75 8.5 8 12.75l4.25-4.25" />
  </Icon>
);

export const ChevronIcon = () => (
  <Icon>
    <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />
  </Icon>
);

export const AgainIcon = () => (
  <Icon>
    <path d="M13 8a5 5 0 1 1-1.6-3.67M13 2.5v2.25h-2.25" />
  </Icon>
);

export const ToolIcon = () => (
  <Icon>
    <path d="m3 5 3 3-3 3M8 11.5h5" />
  </Icon>
);

export const SearchIcon = () => (
  <Icon>
    <circle cx="7" cy="7" r="4.25" />
    <path d="m10.25 10.25 3.25 3.25" />
  </Icon>
);

export const ImageIcon = () => (
  <Icon>
    <rect x="2" y="2.75" width="12" height="10.5" rx="1.5" />
    <path d="m2.5 11.5 3.25-3.25 2.5 2.5 2-2 3.25 3.25" />
    <path d="M10.75 5.75h.01" stroke-width="2" />
  </Icon>
);

export const WrapIcon = () => (
  <Icon>
    <path d="M2.5 3.75h11M2.5 8h8.75a2.25 2.25 0 0 1 0 4.5H8M2.5 12.25h2" />
    <path d="m9.75 10.75-1.75 1.75 1.75 1.75" />
  </Icon>
);

/** The mark: a letter whose feet are roots. */
export const HoldfastMark = () => (
  <svg class="mark" viewBox="0 0 32 32" width="32" height="32" fill="none" aria-hidden="true">
    <rect class="mark-ground" width="32" height="32" rx="7" />
    <path
      class="mark-line"
      d="M11 6v16.5c0 2.2-1.5 3.5-4 3.5M11 17.5c0-3.6 2.4-5.5 5-5.5s5 1.9 5 5.5v5c0 2.2 1.5 3.5 4 3.5"
      stroke-width="3"
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  </svg>
);

export const BackIcon = () => (
  <Icon>
    <path d="M9.75 3.5 5.25 8l4.5 4.5" />
  </Icon>
);

export const ViewsIcon = () => (
  <Icon>
    <rect x="2.5" y="2.5" width="4.25" height="4.25" rx="1" />
    <rect x="9.25" y="2.5" width="4.25" height="4.25" rx="1" />
    <rect x="2.5" y="9.25" width="4.25" height="4.25" rx="1" />
    <rect x="9.25" y="9.25" width="4.25" height="4.25" rx="1" />
  </Icon>
);
