package org.desisky.data;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Objects;
import org.apache.commons.jexl3.introspection.JexlPermissions;

/** What a filter may reach of Java: the methods of {@link FilterFunctions} and nothing else. */
final class FilterPermissions implements JexlPermissions {
  @Override
  public boolean allow(Class<?> type) {
    return Objects.equals(type, FilterFunctions.class);
  }

  @Override
  public boolean allow(Method method) {
    return method != null && allow(method.getDeclaringClass());
  }

  @Override
  public boolean allow(Class<?> type, Method method) {
    return allow(type) && allow(method);
  }

  @Override
  public boolean allow(Constructor<?> constructor) {
    return false;
  }

  @Override
  public boolean allow(Field field) {
    return false;
  }

  @Override
  public boolean allow(Class<?> type, Field field) {
    return false;
  }

  @Override
  public boolean allow(Package somePackage) {
    return Objects.equals(somePackage, FilterFunctions.class.getPackage());
  }

  @Override
  public JexlPermissions compose(String... more) {
    return this;
  }
}
