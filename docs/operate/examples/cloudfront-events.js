// A CloudFront Function for "viewer request": the standard log records the request with its query.
function handler(event) {
  if (event.request.uri === "/_portal/event") {
    return { statusCode: 204, statusDescription: "No Content" };
  }
  return event.request;
}
