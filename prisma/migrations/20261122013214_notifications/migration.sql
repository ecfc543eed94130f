-- AlterTable
ALTER TABLE "workspace" ADD COLUMN     "notification_choices" JSONB NOT NULL DEFAULT '{}';

-- CreateTable
CREATE TABLE "notification_inbox" (
    "recipient_id" UUID NOT NULL,
    "recipient_kind" "actor_kind" NOT NULL,
    "workspace_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "notification_inbox_pkey" PRIMARY KEY ("recipient_id")
);

-- CreateTable
CREATE TABLE "notification" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "recipient_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_kind" TEXT NOT NULL,
    "subject_key" TEXT NOT NULL,
    "subject_seq" INTEGER,
    "url" TEXT,
    "title" TEXT,
    "preview" TEXT,
    "actor_kind" "actor_kind" NOT NULL,
    "actor_id" UUID,
    "actor_name" TEXT,
    "count" INTEGER NOT NULL DEFAULT 1,
    "first_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "version" INTEGER NOT NULL,
    "seen_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "archived_at" TIMESTAMPTZ(3),
    "snoozed_until" TIMESTAMPTZ(3),
    "interacted_at" TIMESTAMPTZ(3),

    CONSTRAINT "notification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notification_cause" (
    "event_id" UUID NOT NULL,
    "recipient_id" UUID NOT NULL,
    "notification_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notification_cause_pkey" PRIMARY KEY ("event_id","recipient_id")
);

-- CreateTable
CREATE TABLE "notification_preference" (
    "recipient_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "choices" JSONB NOT NULL DEFAULT '{}',
    "quiet_hours" JSONB,
    "do_not_disturb_until" TIMESTAMPTZ(3),

    CONSTRAINT "notification_preference_pkey" PRIMARY KEY ("recipient_id")
);

-- CreateIndex
CREATE INDEX "notification_inbox_workspace_id_idx" ON "notification_inbox"("workspace_id");

-- CreateIndex
CREATE INDEX "notification_recipient_id_last_at_id_idx" ON "notification"("recipient_id", "last_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "notification_recipient_id_version_idx" ON "notification"("recipient_id", "version");

-- CreateIndex
CREATE INDEX "notification_snoozed_until_idx" ON "notification"("snoozed_until");

-- CreateIndex
CREATE INDEX "notification_cause_created_at_idx" ON "notification_cause"("created_at");

-- CreateIndex
CREATE INDEX "notification_preference_workspace_id_idx" ON "notification_preference"("workspace_id");


-- Indexes that the schema language cannot say. Prisma leaves them alone in later differences.

-- The badge and the unread count: what is archived or done with is most of an inbox.
CREATE INDEX "notification_unseen_idx" ON "notification" ("recipient_id", "snoozed_until")
  WHERE "seen_at" IS NULL AND "archived_at" IS NULL;
CREATE INDEX "notification_unread_idx" ON "notification" ("recipient_id", "last_at" DESC, "id" DESC)
  INCLUDE ("snoozed_until") WHERE "read_at" IS NULL AND "archived_at" IS NULL;

-- What a further event is grouped into.
CREATE INDEX "notification_group_idx"
  ON "notification" ("recipient_id", "subject_key", "kind", "last_at" DESC)
  WHERE "read_at" IS NULL AND "archived_at" IS NULL;
