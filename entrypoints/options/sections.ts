import type { ComponentType } from 'preact';
import { onDemand } from '../../lib/ui/on-demand.tsx';
import { AdvancedSection } from './sections/advanced-section.tsx';
import { GeneralSection } from './sections/general-section.tsx';
import { KeyboardSection } from './sections/keyboard-section.tsx';
import { NotificationsSection } from './sections/notifications-section.tsx';
import { PrivacySection } from './sections/privacy-section.tsx';
import { ProviderSection } from './sections/provider-section.tsx';
import type { SectionProps } from './views/section.tsx';

interface Section {
  /** The page's address ends with it: `options.html#data`. */
  readonly id: string;
  readonly title: string;
  readonly View: ComponentType<SectionProps>;
}

// What is looked at now and then is loaded then.
const PlaceSection = onDemand<SectionProps>(async () => (await import('./sections/place-section.tsx')).PlaceSection);
const DataSection = onDemand<SectionProps>(async () => (await import('./sections/data-section.tsx')).DataSection);
const RetentionSection = onDemand<SectionProps>(
  async () => (await import('./sections/retention-section.tsx')).RetentionSection,
);
const BackupsSection = onDemand<SectionProps>(
  async () => (await import('./sections/backups-section.tsx')).BackupsSection,
);
const HealthSection = onDemand<SectionProps>(async () => (await import('./sections/health-section.tsx')).HealthSection);

const FIRST: Section = { id: 'general', title: 'General', View: GeneralSection };

/** In the order of the navigation. */
export const SECTIONS: readonly Section[] = [
  FIRST,
  { id: 'provider', title: 'Model provider', View: ProviderSection },
  { id: 'notifications', title: 'Notifications', View: NotificationsSection },
  { id: 'keyboard', title: 'Keyboard', View: KeyboardSection },
  { id: 'place', title: 'Where your data is', View: PlaceSection },
  { id: 'data', title: 'Data', View: DataSection },
  { id: 'retention', title: 'Retention', View: RetentionSection },
  { id: 'backups', title: 'Backups', View: BackupsSection },
  { id: 'health', title: 'Health', View: HealthSection },
  { id: 'privacy', title: 'Privacy', View: PrivacySection },
  { id: 'advanced', title: 'Advanced', View: AdvancedSection },
];

/** The section that an address names with its `#…`; the first one when it names none. */
export function sectionOf(hash: string): Section {
  return SECTIONS.find(({ id }) => `#${id}` === hash) ?? FIRST;
}
