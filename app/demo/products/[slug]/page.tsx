import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { AddToBasket } from '../../basket';
import styles from '../../demo.module.css';
import { findProduct, PRODUCTS } from '../../products';
import { ProductArt } from '../../scenery';

interface Props {
  params: Promise<{ slug: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: findProduct((await params).slug)?.name ?? 'Not found' };
}

export default async function ProductPage({ params }: Props) {
  const product = findProduct((await params).slug);
  if (!product) notFound();
  return (
    <article className={styles.product}>
      <ProductArt product={product} className={styles.productArt} />
      <div className={styles.productText}>
        <Link href="/demo#things" className={styles.back}>
          All things
        </Link>
        <p className={styles.kind}>{product.kind}</p>
        <h1>{product.name}</h1>
        <p className={styles.lead}>{product.line}</p>
        <p>{product.story}</p>
        <dl className={styles.facts}>
          {product.facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <div className={styles.buyRow}>
          <span className={styles.bigPrice}>€{product.price}</span>
          <AddToBasket />
        </div>
        <nav aria-label="Other things" className={styles.others}>
          {PRODUCTS.filter(({ slug }) => slug !== product.slug).map(({ slug, name, kind }) => (
            <Link key={slug} href={`/demo/products/${slug}`}>
              {name} <span className={styles.muted}>{kind}</span>
            </Link>
          ))}
        </nav>
      </div>
    </article>
  );
}
