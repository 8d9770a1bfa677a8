import { Icon } from '../../../lib/ui/icons.tsx';

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

/** The sign of a tool call, up to a line as those of messages have it. */
export const NextToolIcon = () => (
  <Icon>
    <path d="m2.5 5 3 3-3 3M6.5 11.5H10M13 3.5v9" />
  </Icon>
);

export const PreviousToolIcon = () => (
  <Icon>
    <path d="m13.5 5-3 3 3 3M9.5 11.5H6M3 3.5v9" />
  </Icon>
);

export const MarkIcon = () => (
  <Icon>
    <path d="M4.5 2.5h7v11L8 10.5l-3.5 3z" />
  </Icon>
);
