import Link from 'next/link';
import styles from './demo.module.css';
import { PRODUCTS } from './products';
import { FjordScene, ProductArt } from './scenery';

export default function DemoPage() {
  return (
    <>
      <section className={styles.hero}>
        <FjordScene className={styles.scene} />
        <div className={styles.heroText}>
          <h1>Go out. Stay a while.</h1>
          <p>Packs, tents and flasks from small workshops, made to be mended and handed on.</p>
          <a href="#things" className={styles.buy}>
            See what we make
          </a>
        </div>
      </section>
      <section className={styles.section} id="things">
        <h2>Three good things</h2>
        <ul className={styles.grid}>
          {PRODUCTS.map((product) => (
            <li key={product.slug}>
              <Link href={`/demo/products/${product.slug}`} className={styles.card}>
                <ProductArt product={product} className={styles.art} />
                <span className={styles.cardText}>
                  <span className={styles.cardName}>{product.name}</span>
                  <span className={styles.price}>€{product.price}</span>
                  <span className={styles.muted}>{product.line}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
      <section className={styles.mending} id="mending">
        <div>
          <h2>Mended, not replaced</h2>
          <p>
            Torn strap, bent pole, tired seal: send it back and we mend it, free for ten years. Not
            sure whether it can be saved? Ask us in the chat, and add a few words about what
            happened.
          </p>
        </div>
        <dl className={styles.numbers}>
          <div>
            <dt>Years of free mending</dt>
            <dd>10</dd>
          </div>
          <div>
            <dt>Spare parts in stock</dt>
            <dd>214</dd>
          </div>
          <div>
            <dt>Days to send back</dt>
            <dd>60</dd>
          </div>
        </dl>
      </section>
    </>
  );
}
