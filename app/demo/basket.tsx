'use client';
/** The sample shop's basket: counts while you look around, forgets when you leave. */
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react';
import styles from './demo.module.css';

const Basket = createContext<{ count: number; add: () => void }>({ count: 0, add: () => {} });

export function BasketProvider({ children }: { children: ReactNode }) {
  const [count, setCount] = useState(0);
  const value = useMemo(() => ({ count, add: () => setCount((before) => before + 1) }), [count]);
  return <Basket value={value}>{children}</Basket>;
}

export function BasketCount() {
  const { count } = useContext(Basket);
  return (
    <span className={styles.basket} role="status">
      Basket{count > 0 ? ` (${count})` : ''}
    </span>
  );
}

export function AddToBasket() {
  const { add } = useContext(Basket);
  const [added, setAdded] = useState(false);
  return (
    <button
      type="button"
      className={styles.buy}
      onClick={() => {
        add();
        setAdded(true);
      }}
    >
      {added ? 'Added. One more?' : 'Add to basket'}
    </button>
  );
}
