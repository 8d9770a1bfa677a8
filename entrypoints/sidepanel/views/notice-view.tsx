import { CloseIcon } from '../../../lib/ui/icons.tsx';
import type { NoticeModel } from '../models/notice-model.ts';

/** A short message with at most one thing to do; announced politely, gone by itself. */
export function NoticeView({ notices }: { readonly notices: NoticeModel }) {
  const notice = notices.notice.value;
  return (
    <div class="notice-place" aria-live="polite">
      {notice && (
        <div class="notice">
          <span>{notice.text}</span>
          {notice.action && (
            <button type="button" class="button quiet" onClick={notices.act}>
              {notice.action.label}
            </button>
          )}
          <button type="button" class="icon-button small" aria-label="Dismiss" onClick={notices.dismiss}>
            <CloseIcon />
          </button>
        </div>
      )}
    </div>
  );
}
