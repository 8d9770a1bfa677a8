import type { CallableName } from './methods.ts';
import type { NotificationName } from './notifications.ts';

/** What each method does, in a sentence or two. Apart from the contract, so that no page has to load it. */
export const METHOD_SUMMARIES: Readonly<Record<CallableName, string>> = {
  hello: 'Versions on both sides and the state of the store. Answers at once, also while a migration runs.',
  'credentials/set':
    'The key for a model server, kept in memory only; null for a server that needs none. Replies that wait for it start.',
  'sessions/create': 'A new session.',
  'sessions/list':
    'Sessions, newest `updatedAt` first; the order stays stable while rows change. `archived` and `deleted` choose which.',
  'sessions/get': 'One session.',
  'sessions/update': 'Changes the fields that are given.',
  'sessions/delete': 'Moves a session into the trash; with `forever`, removes it and everything that belongs to it.',
  'sessions/restore': 'Takes a session out of the trash.',
  'sessions/branch':
    'A new session with copies of the messages up to and including `at`. Copies carry no tokens and no cost.',
  'sessions/branches':
    'The session, what it is a branch of, and every branch of those, also in the trash; at most 500, the root first.',
  'messages/append': 'Adds a message at the end of a session.',
  'messages/update':
    'Changes the fields that are given; `content` and `toolCalls` only while the message is not complete.',
  'messages/list':
    'Messages in order: the newest ones, those before `before`, or those after `after` (sequences, not included).',
  'messages/search':
    'Messages that have every word of `query`, and titles, newest first. `searchedBackTo`: so far was looked, all of it where it is null; `nextCursor` goes on from there, also when a page has few hits or none. `from` is included, `to` is not. `archived` and `deleted` choose among sessions: true = only those, false = none of them; absent = archived ones too, and none from the trash unless `sessionId` names it.',
  'drafts/get': 'The text not sent of a session; empty when there is none.',
  'drafts/set': 'Keeps text not sent; an older `updatedAt` never wins. Returns what is kept.',
  'chat/send':
    'Commits the question and an empty reply, then asks the model. The reply is `queued` until a key for the server is there, and while eight others are being made.',
  'chat/retry':
    'Asks again: in a branch at the question, with a new reply; an empty failed reply is taken up in place.',
  'chat/continue': 'Asks the model to go on where an interrupted reply stopped; new text is added to it.',
  'chat/cancel': 'Stops a reply. The text so far stays, the reply is `interrupted`.',
  'models/list': "A server's models; the one it suggests comes first. Prices in US dollars per million tokens.",
  'balance/get': 'What the account holds now.',
  'balance/history': 'What was seen of the balance between two moments, oldest first.',
  'snapshots/create':
    "Keeps a panel's state; the store adds how far its session is. A session that is gone leaves it of none. `was` puts one back that was deleted, with its moment.",
  'snapshots/list': 'Snapshots, newest first; of one session, of a type or between two moments where that is given.',
  'snapshots/get': 'One snapshot with what it holds.',
  'snapshots/update': 'Changes the fields that are given.',
  'snapshots/delete': 'Removes a snapshot; one that is not there is removed already.',
  'snapshots/marks':
    'Moment and kind of each snapshot, newest first; the newest 10,000, `isPartial` says whether there are more.',
  'snapshots/compare':
    "What is different between two snapshots, or a snapshot and `to: 'now'`; `ui` tells of the panel now. Nothing where they are equal. `isSameSession`: both are of one session.",
  'snapshots/restore':
    'A new branch of the session as it was in a snapshot, and the panel’s part of that; `session` null = it was of none. Nothing is moved or removed. `not-found` when the session is gone: `snapshots/get` has the panel’s part.',
  'recovery/list':
    'What was left behind in sessions that are not in the trash: drafts, and replies that broke off at the end; each newest first.',
  'analytics/record': 'One usage event.',
  'analytics/summary':
    'What was used from `from` up to, not including `to`, in at most 1,000 hours, days or months of a time zone (UTC). With `by`: also the 12 groups that cost most, and the rest as `others`. `firstAt`: the first event of all.',
  'file-changes/add': 'Keeps what was done to a file. A patch that is no unified diff is kept as it is.',
  'file-changes/list':
    'What a session did to files, oldest first; of one path where that is given, without the patches where `patches` is false.',
  'proofs/add': 'Keeps what Lean said of a place in a file.',
  'proofs/list': 'What Lean said in the course of a session, oldest first.',
  'sessions/digests':
    'What tells each session from every other state of it, in the order of ids, also from the trash: SHA-256 over each message’s id, `sequence`, `status` and digest as a JSON array, in order, with a line feed between them.',
  'messages/digests':
    'The digests of a session’s messages, after the sequence `after`: SHA-256 of the JSON of role, content and tool calls, as they are read now.',
  'preferences/mirror':
    'Keeps preferences of a browser profile; an older `updatedAt` never wins. A `value` of null = it was removed.',
  'preferences/restore': 'What is kept of a profile; without one, of the profile whose model server was chosen last.',
  'recordings/start':
    'Begins the recording of a session; `panelId` and `profileId` say who writes it, so that one whose panel died can be closed.',
  'recordings/append':
    'Adds what happened, as it happens. An event whose ordinal is there already changes nothing; one that comes after the end opens the recording again. A time that is missing is that of the event before, a negative one is 0.',
  'recordings/stop':
    'Ends a recording and folds its events into it. `torn`: whoever recorded is gone, so it ends at its last event. One that has ended stays as it is.',
  'recordings/list':
    'Recordings, newest first, without what they hold. `query`: every word of it occurs in the title or in a tag.',
  'recordings/get':
    'A recording, with what happened when (`marks`, the first 5,000) and when nothing did for over 3 seconds (`gaps`).',
  'recordings/events':
    'The newest keyframe at or before `fromMs`, which is the whole state at its time (null: the recording begins), and the events after it up to `toMs`; fewer of many, whole up to `untilMs`.',
  'recordings/update': 'Changes title, tags or markers; what is not given stays.',
  'recordings/delete': 'Removes a recording for good. Nothing else ever does.',
  'retention/policy': 'After how many days snapshots, analytics and sessions in the trash are removed.',
  'retention/set-policy': 'Changes the rules; null = never. Nothing is removed before the next sweep.',
  'retention/preview':
    'Exactly what a sweep would remove now, when the next one is, and why it would be refused, if it would. `trash`: sessions; `snapshots` with those of these sessions.',
  'retention/sweep':
    'Removes what the rules say, in a process of its own, and tells its row in the log. `confirmClock`: the clock is right although it looks wrong.',
  'retention/log': 'Sweeps, newest first, also those that were refused or failed.',
  'backups/list':
    'The copies of the store, newest first, and the room on their disk. What is removed from the store now is in copies until `heldUntil` at the latest (null: in none that goes by itself), and in `keptByHand` that a person made and only a person removes.',
  'backups/create': 'Copies the store and proves the copy.',
  'backups/verify':
    'Opens a copy again, with SQLite’s check and every content hash. `store-corrupt` when it is not whole.',
  'backups/compare': 'What would be different after a restore. Takes a while for large stores.',
  'backups/restore':
    'Makes the sessions those of a copy, in one transaction, after a safety backup. What was typed and not sent since stays.',
  'uploads/put': 'A part of a file that is to be imported. Parts come in order; offset 0 begins anew.',
  'imports/analyze': 'What an uploaded file is and holds, and what of it is here already. Nothing is written.',
  'data/import':
    'Takes in an uploaded file, wholly or not at all. `resolution`: what becomes of sessions that are here already; `move` merges what loses nothing by it and keeps both of the rest. `copies`: sessions that came under an id of their own, as before where they did so earlier.',
  'data/export': 'Writes all, or some sessions, to a file in the folder for downloads.',
  'doctor/run':
    'Looks at everything that must hold of a store; with `repair`, makes anew what can be made from the messages.',
  'doctor/damage': 'What became of the store when it was last found damaged; null when it never was.',
  'unsent/list': 'Changes that the store has not acknowledged, oldest first; those with an `error` wait for a person.',
  'unsent/resolve':
    'Sends an unsent change again, or gives it up; one that is on its way to the store just now cannot be given up.',
  'panels/list': 'Every panel that is not forgotten, as the journal has it, and the ids of those that live.',
  'panels/change': 'Writes down where a panel is; what is not given stays, and an end is final.',
  'panels/forget': 'Removes what was written down of panels that ended.',
  'store/place':
    'Where the store is, in the host or in the browser, and what the browser holds. Answered by the background, as all of `store/*`.',
  'store/look-for-host': 'Looks whether the host is there.',
  'store/host-failure': 'How the last host failed that was started before the one that runs; told once.',
  'store/use-embedded':
    'Goes on with a store in the browser, by a person’s word, when the host that had the store is gone.',
  'store/move-preview': 'What moving the browser’s store into the host would bring; nothing is written.',
  'store/move':
    'Copies the browser’s store into the host, compares counts and content hashes, and goes on there. What is in the browser stays for 30 days.',
  'store/export-kept': 'Writes what stayed in the browser after moving to a file.',
  'store/remove-kept': 'Removes what stayed in the browser after moving.',
};

/** When each notification is sent. */
export const NOTIFICATION_SUMMARIES: Readonly<Record<NotificationName, string>> = {
  changed: 'Rows changed; null means any. Also sent when another process wrote.',
  'chat/delta':
    'Text of a reply as it arrives; `offset` in UTF-16 units of the reply so far. Empty text says only that the reply is still being worked on.',
  'chat/done': 'A reply ended well, or was stopped.',
  'chat/failed': 'A reply ended with an error; the text so far is kept.',
  'store/state':
    'What the store, or the way to it, is doing. `detail` is a word for programs (see the table of states) or a sentence; `progress` 0 to 1.',
  'sweep/done': 'A sweep that was due by itself ended.',
  'backup/failed': 'A backup that was due by itself could not be made, or was not whole.',
  'recovery/open': 'A person wants to see what can be restored. Said by the background.',
};
