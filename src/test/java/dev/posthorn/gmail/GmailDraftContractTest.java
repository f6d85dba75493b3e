package dev.posthorn.gmail;

/** The port's contract over {@link Delivery#DRAFT}. */
final class GmailDraftContractTest extends GmailContract {
  GmailDraftContractTest() {
    super(Delivery.DRAFT);
  }
}
