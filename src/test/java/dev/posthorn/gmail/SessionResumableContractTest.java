package dev.posthorn.gmail;

import dev.posthorn.gmail.SessionServer.Call;
import dev.posthorn.gmail.SessionServer.Fault;
import dev.posthorn.send.ResumableDelivery;
import dev.posthorn.send.ResumableDeliveryContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The port's contract over upload sessions. */
final class SessionResumableContractTest extends ResumableDeliveryContract {
  @TempDir private Path folder;
  private SessionServer server;

  @BeforeEach
  void open() throws Exception {
    server = new SessionServer();
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  @Override
  protected ResumableDelivery delivery() throws Exception {
    return new Ann(folder).uploader(server.root(), Delivery.AUTO, new ArrayList<>()).resumable();
  }

  @Override
  protected void next(Fate fate) {
    server.on(
        Call.PUT,
        switch (fate) {
          case REFUSED -> Fault.INVALID;
          case LIMITED -> Fault.LIMITED_BEFORE;
          case ANSWER_LOST -> Fault.RESET_AFTER;
        });
  }

  @Override
  protected int sent() {
    return server.sent();
  }

  @Override
  protected boolean canBeAsked() {
    return true;
  }

  @Override
  protected List<String> secrets() {
    return List.of(Ann.TOKEN, Ann.REFRESH_TOKEN, Ann.CLIENT_SECRET, SessionServer.SECRET);
  }
}
