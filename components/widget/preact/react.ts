/**
 * What stands for `react` in the widget's build: Preact's core and hooks, and the few habits of React
 * that the shared chat components rely on. A third of preact/compat's weight. The build fails on an
 * import that is not here, so nothing goes missing silently.
 */
import { Component, createElement, options, type ComponentType, type VNode } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks';

export { createContext, Fragment } from 'preact';
export {
  useCallback,
  useContext,
  useDebugValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'preact/hooks';

type Props = Record<string, unknown>;

// React's names on plain elements: `onChange` as people type, SVG attributes in camel case.
const beforeVNode = options.vnode;
options.vnode = (vnode: VNode) => {
  if (typeof vnode.type === 'string') {
    const props = vnode.props as unknown as Props;
    for (const name of Object.keys(props)) {
      const spoken =
        name === 'onChange' && vnode.type === 'textarea'
          ? 'onInput'
          : name.replace(/^(stroke|fill)([A-Z])/, (_, part: string, letter: string) => {
              return `${part}-${letter.toLowerCase()}`;
            });
      if (spoken === name) continue;
      props[spoken] = props[name];
      delete props[name];
    }
  }
  beforeVNode?.(vnode);
};

const beforeEvent = options.event;
options.event = (event: Event) => {
  (event as Event & { nativeEvent: Event }).nativeEvent = event;
  return beforeEvent ? beforeEvent(event) : event;
};

/** Draws again only when some prop is another one. */
export function memo<P extends object>(Inner: ComponentType<P>): ComponentType<P> {
  return class Memo extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const before = this.props as Props;
      const after = next as Props;
      return [...new Set([...Object.keys(before), ...Object.keys(after)])].some(
        (name) => !Object.is(before[name], after[name]),
      );
    }
    override render(props: P) {
      return createElement(Inner, props);
    }
  };
}

export function useSyncExternalStore<Snapshot>(
  subscribe: (changed: () => void) => () => void,
  read: () => Snapshot,
): Snapshot {
  const value = read();
  const [, draw] = useReducer<number, void>((count) => count + 1, 0);
  const drawn = useRef({ value, read });
  useLayoutEffect(() => {
    drawn.current = { value, read };
    if (!Object.is(value, read())) draw();
  }, [value, read]);
  useEffect(() => {
    const check = () => {
      if (!Object.is(drawn.current.value, drawn.current.read())) draw();
    };
    check();
    return subscribe(check);
  }, [subscribe]);
  return value;
}
