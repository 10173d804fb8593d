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

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.FatalBeanException;

/**
 * A method or class annotated with {@link MqttListener} can't be a listener: a topic,
 * another attribute or a parameter is not valid.
 */
public class InvalidMqttListenerException extends FatalBeanException {

	private final String beanName;

	private final transient @Nullable Method method;

	private final String element;

	private final String reason;

	/**
	 * Create the exception for a method.
	 * @param beanName the name of the bean
	 * @param method the method
	 * @param cause says what is wrong and what to do
	 */
	public InvalidMqttListenerException(String beanName, Method method, Throwable cause) {
		this(beanName, method, "method '" + method.getDeclaringClass().getName() + "." + method.getName() + "'", cause);
	}

	/**
	 * Create the exception for a class.
	 * @param beanName the name of the bean
	 * @param type the class
	 * @param cause says what is wrong and what to do
	 */
	public InvalidMqttListenerException(String beanName, Class<?> type, Throwable cause) {
		this(beanName, null, "class '" + type.getName() + "'", cause);
	}

	private InvalidMqttListenerException(String beanName, @Nullable Method method, String element, Throwable cause) {
		super("@MqttListener on " + element + " of bean '" + beanName + "' is not valid: " + cause.getMessage(), cause);
		this.beanName = beanName;
		this.method = method;
		this.element = element;
		this.reason = String.valueOf(cause.getMessage());
	}

	/**
	 * Return the name of the bean.
	 * @return the name
	 */
	public String getBeanName() {
		return this.beanName;
	}

	/**
	 * Return the method.
	 * @return the method, or {@code null} if the class is annotated
	 */
	public @Nullable Method getMethod() {
		return this.method;
	}

	/**
	 * Return what is annotated, in words.
	 * @return for example {@code method 'com.example.Sensors.onReading'}
	 */
	public String getElement() {
		return this.element;
	}

	/**
	 * Return what is wrong and what to do.
	 * @return the reason with the remedy
	 */
	public String getReason() {
		return this.reason;
	}

}
