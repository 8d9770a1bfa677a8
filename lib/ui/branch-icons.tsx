import { Icon } from './icons.tsx';

// Apart from the others, which every page loads at once.

export const BranchIcon = () => (
  <Icon>
    <circle cx="4.5" cy="3.75" r="1.75" />
    <circle cx="4.5" cy="12.25" r="1.75" />
    <circle cx="11.5" cy="5.75" r="1.75" />
    <path d="M4.5 5.5v5M11.5 7.5c0 2-2.25 2.5-5.25 3.5" />
  </Icon>
);

export const EditIcon = () => (
  <Icon>
    <path d="m10.75 2.75 2.5 2.5L5.5 13l-3 .5.5-3zM9.25 4.25l2.5 2.5" />
  </Icon>
);
