package dev.posthorn.gmail;

/** The port's contract over {@link Delivery#SESSION}. */
final class GmailSessionContractTest extends GmailContract {
  GmailSessionContractTest() {
    super(Delivery.SESSION);
  }
}
