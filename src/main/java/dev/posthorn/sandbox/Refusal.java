package dev.posthorn.sandbox;

/** Ends a route early with the answer it holds. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Response response;

  Refusal(Response response) {
    super("refused with status " + response.status(), null, false, false);
    this.response = response;
  }

  Response response() {
    return response;
  }
}
