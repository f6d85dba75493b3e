package dev.posthorn.outbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/** A driver that notes each statement that is prepared. Thread-safe. */
final class Eavesdropper {
  private final Set<String> statements = Collections.synchronizedSet(new TreeSet<>());

  /** The distinct statements so far. */
  Set<String> statements() {
    synchronized (statements) {
      return Set.copyOf(statements);
    }
  }

  DataSource over(DataSource driver) {
    return listening(DataSource.class, driver);
  }

  private <T> T listening(Class<T> type, T real) {
    return type.cast(
        Proxy.newProxyInstance(
            Eavesdropper.class.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                statements.add(((String) arguments[0]).strip());
              }
              try {
                Object result = method.invoke(real, arguments);
                return result instanceof Connection connection
                    ? listening(Connection.class, connection)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
