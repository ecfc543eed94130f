/** A request to copy into a shell: what a program sends to tell one contact something. */
export const notificationSample = (
  origin: string,
): string => `curl ${origin}/api/v1/notifications \\
  -H 'Authorization: Bearer YOUR_API_KEY' \\
  -H 'Content-Type: application/json' \\
  -H 'Idempotency-Key: order-7-shipped' \\
  -d '{
    "recipients": [{ "siteKey": "YOUR_SITE_KEY", "externalId": "customer-42" }],
    "title": "Your order is on its way",
    "preview": "It arrives tomorrow.",
    "url": "https://shop.example/orders/7",
    "subjectKey": "order-7"
  }'`;
