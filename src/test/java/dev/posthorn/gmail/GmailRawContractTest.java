package dev.posthorn.gmail;

/** The port's contract over {@link Delivery#RAW}. */
final class GmailRawContractTest extends GmailContract {
  GmailRawContractTest() {
    super(Delivery.RAW);
  }
}
