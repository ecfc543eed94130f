-- Indexes that the schema language cannot say. Prisma leaves them alone in later differences.

-- inbox:search. The expression and the condition must stand in the query word for word.
CREATE INDEX "conversation_event_search_idx" ON "conversation_event"
  USING gin (to_tsvector('simple', "payload"->>'body')) WHERE "type" = 'message:sent';

-- Counts of the inbox views: resolved conversations are most of the table and are never counted.
CREATE INDEX "conversation_unresolved_idx" ON "conversation" ("workspace_id", "assignee_id", "status")
  WHERE "status" <> 'resolved';

-- Messages by others up to a cursor (RCP-1) without reading the rows themselves.
CREATE INDEX "conversation_event_message_idx" ON "conversation_event" ("conversation_id", "seq")
  INCLUDE ("actor_id", "public_seq") WHERE "type" = 'message:sent';
