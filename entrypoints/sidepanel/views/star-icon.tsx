import { Icon } from '../../../lib/ui/icons.tsx';

/** A star, filled where something has one. */
export const StarIcon = ({ isFilled }: { readonly isFilled: boolean }) => (
  <Icon>
    <path
      d="m8 2 1.75 3.75 4.1.5-3 2.85.75 4.1L8 11.2l-3.6 2 .75-4.1-3-2.85 4.1-.5z"
      fill={isFilled ? 'currentColor' : 'none'}
    />
  </Icon>
);
