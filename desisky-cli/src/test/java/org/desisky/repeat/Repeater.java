package org.desisky.repeat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.Socket;

/**
 * The process of {@code OneProcess}: runs the commands that it is sent, until there are no more. It
 * is in another package than the program, which finds its version by its own.
 */
public final class Repeater {
  private Repeater() {}

  /** The argument is the port at which commands are sent from: how many words, and each of them. */
  public static void main(String[] arguments) {
    try {
      repeat(Integer.parseInt(arguments[0]));
    } catch (IOException e) {
      System.exit(0); // there are no more; whatever engines still run
    } catch (ReflectiveOperationException | RuntimeException | Error e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static void repeat(int port) throws IOException, ReflectiveOperationException {
    Class<?> program = Class.forName("org.desisky.cli.Main");
    method(program, "prepare").invoke(null);
    Method run = method(program, "run", String[].class);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      while (true) {
        String[] command = new String[in.readInt()];
        for (int i = 0; i < command.length; i++) {
          command[i] = in.readUTF();
        }
        int code = (int) run.invoke(null, (Object) command);
        System.out.flush();
        System.err.flush();
        out.writeInt(code);
      }
    }
  }

  private static Method method(Class<?> program, String name, Class<?>... arguments)
      throws ReflectiveOperationException {
    Method method = program.getDeclaredMethod(name, arguments);
    method.setAccessible(true);
    return method;
  }
}
