/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.resilientmqtt.annotation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.listener.adapter.ListenerScope;
import io.resilientmqtt.message.QoS;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanNotOfRequiredTypeException;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.BeanExpressionContext;
import org.springframework.beans.factory.config.BeanExpressionResolver;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.format.annotation.DurationFormat;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Resolves the attributes of an annotation: placeholders, expressions, and what they
 * yield. An attribute that is empty is not set, and most are. What can't be is refused
 * with an {@link InvalidOptionException} that names the attribute.
 */
final class ListenerExpressions {

	/** Ends the name of an attribute that says another as text. */
	private static final String TEXT = "String";

	private final ConfigurableBeanFactory beanFactory;

	private final BeanExpressionContext context;

	/**
	 * Create the expressions of a listener.
	 * @param beanFactory the factory of the beans they name
	 * @param bean the bean they call {@code __listener}
	 */
	ListenerExpressions(ConfigurableBeanFactory beanFactory, Object bean) {
		this.beanFactory = beanFactory;
		this.context = new BeanExpressionContext(beanFactory, new ListenerScope(bean));
	}

	/**
	 * Return what an attribute yields.
	 * @param text the attribute
	 * @return text, or whatever an expression yields
	 */
	@Nullable Object resolve(String text) {
		String value = this.beanFactory.resolveEmbeddedValue(text);
		BeanExpressionResolver resolver = this.beanFactory.getBeanExpressionResolver();
		return (resolver != null) ? resolver.evaluate(value, this.context) : value;
	}

	String text(String attribute, String text) {
		Object value = resolve(text);
		if (value instanceof String string) {
			return string;
		}
		throw notText(attribute, text, value);
	}

	/**
	 * Return the elements of an attribute; each may yield several.
	 * @param attribute the name of the attribute
	 * @param texts the attribute
	 * @return the elements
	 */
	List<String> texts(String attribute, String[] texts) {
		List<String> values = new ArrayList<>();
		for (String text : texts) {
			addTexts(values, attribute, text, resolve(text));
		}
		return values;
	}

	private static void addTexts(List<String> values, String attribute, String text, @Nullable Object value) {
		if (value instanceof Object[] array) {
			addTexts(values, attribute, text, Arrays.asList(array));
		}
		else if (value instanceof Iterable<?> elements) {
			elements.forEach((element) -> addTexts(values, attribute, text, element));
		}
		else if (value instanceof String string) {
			values.add(string);
		}
		else {
			throw notText(attribute, text, value);
		}
	}

	private static IllegalArgumentException notText(String attribute, String text, @Nullable Object value) {
		return new IllegalArgumentException(attribute + " = '" + text + "' yields "
				+ ((value != null) ? "a " + value.getClass().getName() : "null") + "; it must yield text");
	}

	@Nullable Integer integer(String attribute, String text, int minimum) {
		if (text.isEmpty()) {
			return null;
		}
		String remedy = "use a whole number, " + minimum + " or more";
		Integer value = value(attribute, text, Integer.class, Integer::valueOf, remedy);
		if (value != null && value < minimum) {
			throw invalid(attribute, text, value, remedy);
		}
		return value;
	}

	@Nullable Boolean truth(String attribute, String text) {
		if (text.isEmpty()) {
			return null;
		}
		return value(attribute, text, Boolean.class, (value) -> switch (value.toLowerCase(Locale.ROOT)) {
			case "true" -> true;
			case "false" -> false;
			default -> throw new IllegalArgumentException(value);
		}, "use true or false");
	}

	/**
	 * Return a flag that may be said as text too.
	 * @param attribute the name of the attribute; that of the text ends in {@code String}
	 * @param value the attribute
	 * @param text the text
	 * @return what the text yields, or the attribute if that is nothing
	 */
	boolean flag(String attribute, boolean value, String text) {
		return chosen(attribute, value, false, truth(attribute + TEXT, text));
	}

	/**
	 * Return a constant that may be said as text too.
	 * @param attribute the name of the attribute; that of the text ends in {@code String}
	 * @param value the attribute
	 * @param unset what the attribute is if it is not set
	 * @param text the text
	 * @param <E> the type of the constant
	 * @return what the text yields, or the attribute if that is nothing
	 */
	<E extends Enum<E>> E constant(String attribute, E value, E unset, String text) {
		return chosen(attribute, value, unset, constant(attribute + TEXT, text, value.getDeclaringClass()));
	}

	/**
	 * Return a QoS that may be said as text too.
	 * @param value the attribute {@code qos}
	 * @param text the attribute {@code qosString}
	 * @return what the text yields, or the number if that is nothing
	 */
	QoS qos(int value, String text) {
		String remedy = "use 0, 1 or 2";
		Integer number = text.isEmpty() ? null : value("qos" + TEXT, text, Integer.class, Integer::valueOf, remedy);
		if (number != null && (number < 0 || number > 2)) {
			throw invalid("qos" + TEXT, text, number.toString(), remedy);
		}
		return QoS.of(chosen("qos", value, 1, number));
	}

	private static <T> T chosen(String attribute, T value, T unset, @Nullable T ofText) {
		if (ofText != null && !value.equals(unset)) {
			throw new InvalidOptionException(attribute + TEXT, ofText, "leave it out, or " + attribute + " = " + value);
		}
		return (ofText != null) ? ofText : value;
	}

	@Nullable Duration duration(String attribute, String text) {
		if (text.isEmpty()) {
			return null;
		}
		String remedy = "use a time of more than zero, such as 500ms or 2s";
		Duration value = value(attribute, text, Duration.class,
				(string) -> DurationFormatterUtils.detectAndParse(string, DurationFormat.Unit.SECONDS), remedy);
		if (value != null && (value.isZero() || value.isNegative())) {
			throw invalid(attribute, text, value, remedy);
		}
		return value;
	}

	<E extends Enum<E>> @Nullable E constant(String attribute, String text, Class<E> type) {
		if (text.isEmpty()) {
			return null;
		}
		return value(attribute, text, type,
				(value) -> Enum.valueOf(type, value.toUpperCase(Locale.ROOT).replace('-', '_')),
				"use one of " + Arrays.toString(type.getEnumConstants()));
	}

	/**
	 * Return a bean that is named, or that an expression yields.
	 * @param attribute the name of the attribute
	 * @param text the attribute
	 * @param type the type of the bean
	 * @param <T> the type of the bean
	 * @return the bean, or {@code null} if the attribute is empty
	 */
	<T> @Nullable T bean(String attribute, String text, Class<T> type) {
		if (text.isEmpty()) {
			return null;
		}
		return value(attribute, text, type, (name) -> {
			try {
				return this.beanFactory.getBean(name, type);
			}
			catch (NoSuchBeanDefinitionException | BeanNotOfRequiredTypeException ex) {
				throw new IllegalArgumentException(ex);
			}
		}, "name a bean of type " + type.getSimpleName() + ((this.beanFactory instanceof ListableBeanFactory beans)
				? ", of " + Arrays.toString(beans.getBeanNamesForType(type, true, false)) : ""));
	}

	private <T> @Nullable T value(String attribute, String text, Class<T> type, Function<String, T> parser,
			String remedy) {
		Object value = resolve(text);
		if (type.isInstance(value)) {
			return type.cast(value);
		}
		if (value instanceof String string) {
			if (string.isBlank()) {
				return null;
			}
			try {
				return parser.apply(string.trim());
			}
			catch (IllegalArgumentException ex) {
				throw invalid(attribute, text, value, remedy);
			}
		}
		throw invalid(attribute, text, value, remedy);
	}

	private static InvalidOptionException invalid(String attribute, String text, @Nullable Object value,
			String remedy) {
		return new InvalidOptionException(attribute, value,
				remedy + (text.equals(value) ? "" : " ('" + text + "' yields this)"));
	}

}
