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

export const MarkIcon = () => (
  <Icon>
    <path d="M4.5 2.5h7v11L8 10.5l-3.5 3z" />
  </Icon>
);
