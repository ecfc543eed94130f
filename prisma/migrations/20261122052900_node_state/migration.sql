-- AlterTable
ALTER TABLE "cluster_node" ADD COLUMN     "canary" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "state" JSONB,
ADD COLUMN     "state_at" TIMESTAMPTZ(3);
