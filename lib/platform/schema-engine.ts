/**
 * Prisma's own schema engine as WebAssembly: migrations need no downloaded binary and stay
 * interchangeable with `prisma migrate deploy` (same table, same checksums).
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';
import { remember } from './remember';

interface EngineModule {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
  SchemaEngine: typeof SchemaEngine;
}

async function engineModule(): Promise<EngineModule> {
  return remember('schema-engine', async () => {
    // Where the engine reports why it gave up, just before it does.
    Object.assign(globalThis, {
      PRISMA_WASM_PANIC_REGISTRY: {
        set_message: (message: string) => {
          throw new Error(`The schema engine failed: ${message}`);
        },
      },
    });
    const name = '@prisma/schema-engine-wasm/schema_engine_bg';
    const module = (await import(name)) as EngineModule & WebAssembly.ModuleImports;
    const file = createRequire(import.meta.url)
      .resolve(name)
      .replace(/\.js$/, '.wasm');
    const { instance } = await WebAssembly.instantiate(fs.readFileSync(file), {
      './schema_engine_bg.js': module,
    });
    module.__wbg_set_wasm(instance.exports);
    (instance.exports.__wbindgen_start as () => void)();
    return module;
  });
}

type Adapter = Awaited<ReturnType<PrismaPg['connect']>>;

/** Postgres' internal one-byte type, in many columns of its catalogue; bpchar stands in for it. */
const INTERNAL_CHAR = 18;
const BPCHAR = 1042;

interface DriverResult {
  fields: { dataTypeID: number }[];
}

/**
 * Mends two things that the stock adapter cannot do for migrations: it cuts scripts at every
 * semicolon, also within strings and comments, and it does not know the type of catalogue columns.
 */
function mend(adapter: Adapter): Adapter {
  adapter.executeScript = async (script) => {
    await adapter.underlyingDriver().query(script);
  };
  const stock = adapter as unknown as { performIO(query: unknown): Promise<DriverResult> };
  const performIO = stock.performIO.bind(adapter);
  const queryRaw = adapter.queryRaw;
  adapter.queryRaw = async (query) => {
    let internal: number[] = [];
    const seeing = Object.assign(Object.create(adapter) as typeof stock, {
      performIO: async (asked: unknown) => {
        const result = await performIO(asked);
        internal = result.fields.flatMap((f, at) => (f.dataTypeID === INTERNAL_CHAR ? [at] : []));
        for (const at of internal) result.fields[at] = { ...result.fields[at], dataTypeID: BPCHAR };
        return result;
      },
    });
    const answer = await queryRaw.call(seeing as unknown as Adapter, query);
    for (const at of internal) answer.columnTypes[at] = ColumnTypeEnum.Character;
    return answer;
  };
  return adapter;
}

class MigrationAdapter extends PrismaPg {
  constructor(
    readonly url: string,
    readonly pool: pg.Pool,
  ) {
    super(pool);
  }

  override async connect(): Promise<Adapter> {
    return mend(await super.connect());
  }

  /** The stock one lands in the real database when that was given as an address. */
  override async connectToShadowDb(): Promise<Adapter> {
    const name = `switchboard_shadow_${randomBytes(8).toString('hex')}`;
    await this.pool.query(`CREATE DATABASE ${name}`);
    const url = new URL(this.url);
    url.pathname = name;
    const adapter = await new PrismaPg({ connectionString: url.href, max: 2 }).connect();
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await dispose();
      await this.pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
    };
    return mend(adapter);
  }
}

/** Gives an engine connected to `url` to `use` and disconnects it afterwards. */
export async function withSchemaEngine<T>(
  url: string,
  use: (engine: SchemaEngine) => Promise<T>,
): Promise<T> {
  const { SchemaEngine: Engine } = await engineModule();
  // No statement timeout: building an index on a large table takes what it takes.
  const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined); // the statement in progress reports the same loss
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new MigrationAdapter(url, pool));
    const engine = await Engine.new({ datamodels: undefined }, () => undefined, adapter);
    try {
      return await use(engine);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}
