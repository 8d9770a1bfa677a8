import { MoreIcon } from '../../../lib/ui/icons.tsx';

interface RowMenuButtonProps {
  readonly title: string;
  readonly menuId: string;
  readonly tabIndex: number;
  readonly onMenu: () => void;
}

/** Opens the menu of what a row of a list shows. */
export function RowMenuButton({ title, menuId, tabIndex, onMenu }: RowMenuButtonProps) {
  return (
    <button
      type="button"
      class="icon-button small session-more"
      aria-label={`Actions for ${title}`}
      aria-haspopup="menu"
      title="Actions"
      tabIndex={tabIndex}
      popovertarget={menuId}
      onClick={onMenu}
    >
      <MoreIcon />
    </button>
  );
}
