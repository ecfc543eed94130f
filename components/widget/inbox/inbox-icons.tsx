import { Icon } from '../frame/icons';

export const ReadAllIcon = () => (
  <Icon>
    <path d="m3 13 4 4 8-9M12 16l1.5 1L21 8" />
  </Icon>
);
export const SettingsIcon = () => (
  <Icon>
    <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
    <circle cx="16" cy="7" r="2.5" />
    <circle cx="8" cy="17" r="2.5" />
  </Icon>
);
export const ArchiveIcon = () => (
  <Icon>
    <path d="M4 5h16v4H4ZM5.5 9v10h13V9M10 13h4" />
  </Icon>
);
export const RestoreIcon = () => (
  <Icon>
    <path d="M4 5h16v4H4ZM5.5 9v10h13V9M12 17v-5m-2 2 2-2 2 2" />
  </Icon>
);
export const ClockIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8.5" />
    <path d="M12 7.5V12l3 2" />
  </Icon>
);
export const MailIcon = () => (
  <Icon>
    <path d="M3.5 6h17v12h-17ZM4 7l8 6 8-6" />
  </Icon>
);
export const MailOpenIcon = () => (
  <Icon>
    <path d="M3.5 10 12 4l8.5 6v9h-17ZM4 10.5l8 5 8-5" />
  </Icon>
);
export const MoreIcon = () => (
  <Icon>
    <path d="M6 12v.1M12 12v.1M18 12v.1" strokeWidth="2.5" />
  </Icon>
);
export const NewsIcon = () => (
  <Icon>
    <path d="M13 3.5 5 13.5h6L10.5 20.5 19 10.5h-6Z" />
  </Icon>
);
export const UpIcon = () => (
  <Icon>
    <path d="M12 19V5m-6 6 6-6 6 6" />
  </Icon>
);
