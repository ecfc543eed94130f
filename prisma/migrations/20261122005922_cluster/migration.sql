-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "generation" TEXT,
ADD COLUMN     "node" TEXT NOT NULL DEFAULT current_setting('application_name'::text),
ADD COLUMN     "stream_ms" BIGINT,
ADD COLUMN     "stream_no" INTEGER;

-- CreateTable
CREATE TABLE "dead_letter" (
    "id" UUID NOT NULL,
    "workspace_id" UUID,
    "group" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "entry" JSONB NOT NULL,
    "error" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dead_letter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cluster_node" (
    "id" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "roles" TEXT[],
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cluster_node_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "dead_letter_created_at_idx" ON "dead_letter"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "dead_letter_group_event_id_key" ON "dead_letter"("group", "event_id");

-- CreateIndex
CREATE INDEX "cluster_node_seen_at_idx" ON "cluster_node"("seen_at");

-- CreateIndex
CREATE INDEX "outbox_generation_stream_ms_stream_no_idx" ON "outbox"("generation", "stream_ms", "stream_no");
