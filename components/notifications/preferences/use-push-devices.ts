'use client';

import { useCallback, useEffect, useState } from 'react';
import { useConsole } from '@/components/console/console-context';
import { toast, toastError } from '@/components/ui/toast';
import {
  isPushDenied,
  isPushOn,
  pushSupport,
  readPushDevices,
  removePushDevice,
  turnOffPush,
  turnOnPush,
  type PushSupport,
} from '@/lib/client/push/push-device';
import type { PushDeviceView } from '@/lib/contracts/push-devices';

export interface PushDevices {
  support: PushSupport;
  denied: boolean;
  on: boolean;
  busy: boolean;
  /** null = not read yet, or it failed. */
  devices: PushDeviceView[] | null;
  set(on: boolean): void;
  remove(device: PushDeviceView): void;
}

const wordsOf = (error: unknown) =>
  error instanceof Error ? error.message : 'Something went wrong. Try again.';

export function usePushDevices(): PushDevices {
  const { self } = useConsole();
  const [on, setOn] = useState(false);
  const [denied, setDenied] = useState(isPushDenied);
  const [busy, setBusy] = useState(false);
  const [devices, setDevices] = useState<PushDeviceView[] | null>(null);

  const read = useCallback(async () => {
    const { devices: known } = await readPushDevices();
    const here = await isPushOn(self.id);
    setDevices(known);
    // Subscribed, but removed from the list on another device: it gets nothing.
    setOn(here && known.some(({ current }) => current));
    setDenied(isPushDenied());
  }, [self.id]);

  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      read().catch((error: unknown) => {
        if (!gone) toastError(wordsOf(error));
      });
    }, 0);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [read]);

  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toastError(wordsOf(error));
    }
    setDenied(isPushDenied());
    setBusy(false);
  };

  const set = (wanted: boolean) =>
    run(async () => {
      if (wanted) {
        const list = await turnOnPush(self.id);
        if (list === null) return;
        setOn(true);
        setDevices(list.devices);
        return;
      }
      await turnOffPush();
      setOn(false);
      const own = devices?.find(({ current }) => current);
      if (own) await removePushDevice(own.id);
      await read();
    });

  const remove = (device: PushDeviceView) =>
    run(async () => {
      await removePushDevice(device.id);
      if (device.current) await turnOffPush();
      toast('Device removed.');
      await read();
    });

  return {
    support: pushSupport(),
    denied,
    on,
    busy,
    devices,
    set: (wanted) => void set(wanted),
    remove: (device) => void remove(device),
  };
}
