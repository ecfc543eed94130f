'use client';

import { Keyboard, LogOut, Monitor, Moon, Settings, Sun } from 'lucide-react';
import { useState } from 'react';
import { Menu, MenuCheckItem, MenuGroup, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { applyTheme, currentTheme, type ThemeScheme } from '@/components/ui/theme';
import { AVAILABILITIES, changeAvailability, signOut } from './availability';
import { useConsole, usePresence } from './console-context';
import type { DeferredProps } from './deferred';
import { SelfTrigger } from './menu-triggers';

const THEMES: readonly { value: ThemeScheme; name: string; icon: typeof Sun }[] = [
  { value: 'light', name: 'Light', icon: Sun },
  { value: 'dark', name: 'Dark', icon: Moon },
  { value: 'system', name: 'As the system', icon: Monitor },
];

const dot = { online: 'bg-live', away: 'bg-waiting', offline: 'bg-border-control' } as const;

/** One's own face: availability, theme, sign out. */
export function SelfMenu({ side, startOpen }: { side: 'right' | 'bottom' } & DeferredProps) {
  const { client, self, ui } = useConsole();
  const availability = usePresence((state) => state.availability);
  const [theme, setTheme] = useState(currentTheme);

  return (
    <Menu
      side={side}
      align="end"
      className="w-60"
      defaultOpen={startOpen}
      trigger={<SelfTrigger side={side} />}
    >
      <div className="flex items-center gap-2 px-2 py-1.5">
        <div className="min-w-0">
          <p className="truncate font-medium">{self.name}</p>
          <p className="text-xs text-secondary capitalize">{self.role}</p>
        </div>
      </div>
      <MenuSeparator />
      <MenuGroup label="Availability">
        {AVAILABILITIES.map((option) => (
          <MenuCheckItem
            key={option.value}
            checked={availability === option.value}
            onCheckedChange={() => void changeAvailability(client, option.value)}
            icon={<span className={`size-2 rounded-full ${dot[option.value]}`} />}
          >
            {option.name} <span className="text-secondary">· {option.meaning}</span>
          </MenuCheckItem>
        ))}
      </MenuGroup>
      <MenuSeparator />
      <MenuGroup label="Theme">
        {THEMES.map(({ value, name, icon: Icon }) => (
          <MenuCheckItem
            key={value}
            checked={theme === value}
            closeOnClick={false}
            onCheckedChange={() => {
              applyTheme(value);
              setTheme(value);
            }}
            icon={<Icon size={14} className="text-secondary" />}
          >
            {name}
          </MenuCheckItem>
        ))}
      </MenuGroup>
      <MenuSeparator />
      <MenuItem
        icon={<Keyboard size={14} />}
        shortcut="?"
        onSelect={() => ui.show({ type: 'shortcuts' })}
      >
        Keyboard shortcuts
      </MenuItem>
      {self.role === 'agent' ? null : (
        <MenuItem icon={<Settings size={14} />} onSelect={() => location.assign('/settings')}>
          Settings
        </MenuItem>
      )}
      <MenuItem icon={<LogOut size={14} />} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
