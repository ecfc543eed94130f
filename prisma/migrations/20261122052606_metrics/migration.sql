-- CreateEnum
CREATE TYPE "metric_kind" AS ENUM ('started', 'message_in', 'message_out', 'first_response', 'reply', 'resolved', 'first_resolution', 'full_resolution', 'reopened', 'rated');

-- CreateEnum
CREATE TYPE "metric_grain" AS ENUM ('all', 'member', 'label');

-- CreateTable
CREATE TABLE "metric_fact" (
    "event_id" UUID NOT NULL,
    "kind" "metric_kind" NOT NULL,
    "workspace_id" UUID NOT NULL,
    "site_id" UUID NOT NULL,
    "conversation_id" UUID NOT NULL,
    "member_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "calendar_ms" BIGINT,
    "business_ms" BIGINT,
    "score" SMALLINT,

    CONSTRAINT "metric_fact_pkey" PRIMARY KEY ("event_id","kind")
);

-- CreateTable
CREATE TABLE "metric_cursor" (
    "conversation_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "last_seq" INTEGER NOT NULL DEFAULT 0,
    "label_ids" UUID[] DEFAULT ARRAY[]::UUID[],
    "state" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "metric_cursor_pkey" PRIMARY KEY ("conversation_id")
);

-- CreateTable
CREATE TABLE "metric_quarter" (
    "workspace_id" UUID NOT NULL,
    "grain" "metric_grain" NOT NULL,
    "quarter" TIMESTAMPTZ(0) NOT NULL,
    "kind" "metric_kind" NOT NULL,
    "site_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "count" INTEGER NOT NULL,
    "calendar_ms" BIGINT NOT NULL,
    "business_ms" BIGINT NOT NULL,
    "score" INTEGER NOT NULL,
    "satisfied" INTEGER NOT NULL,

    CONSTRAINT "metric_quarter_pkey" PRIMARY KEY ("workspace_id","grain","quarter","kind","site_id","key_id")
);

-- CreateTable
CREATE TABLE "business_schedule" (
    "site_id" UUID NOT NULL,
    "hours" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "business_schedule_pkey" PRIMARY KEY ("site_id")
);

-- CreateIndex
CREATE INDEX "metric_fact_conversation_id_idx" ON "metric_fact"("conversation_id");

-- CreateIndex
CREATE INDEX "metric_cursor_workspace_id_idx" ON "metric_cursor"("workspace_id");

-- AddForeignKey
ALTER TABLE "business_schedule" ADD CONSTRAINT "business_schedule_site_id_fkey" FOREIGN KEY ("site_id") REFERENCES "site"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Indexes that the schema language cannot say. Prisma leaves them alone in later differences.

-- Medians and 90th percentiles, read from the index alone. The condition must stand in the query.
CREATE INDEX "metric_fact_measured_idx" ON "metric_fact" ("workspace_id", "kind", "at")
  INCLUDE ("calendar_ms", "business_ms", "site_id", "member_id", "conversation_id")
  WHERE "calendar_ms" IS NOT NULL;

-- What is only counted: the last hour by minutes, and filters that no grain of the quarters answers.
CREATE INDEX "metric_fact_counted_idx" ON "metric_fact" ("workspace_id", "kind", "at")
  INCLUDE ("site_id", "member_id", "score", "conversation_id")
  WHERE "calendar_ms" IS NULL;
