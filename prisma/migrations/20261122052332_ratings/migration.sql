-- AlterTable
ALTER TABLE "conversation" ADD COLUMN     "rating" JSONB;

-- AlterTable
ALTER TABLE "site" ADD COLUMN     "ask_rating" BOOLEAN NOT NULL DEFAULT true;
