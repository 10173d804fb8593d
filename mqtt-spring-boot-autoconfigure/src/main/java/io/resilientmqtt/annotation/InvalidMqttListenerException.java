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

import org.springframework.beans.FatalBeanException;

/**
 * A method annotated with {@link MqttListener} can't be a listener: a topic, the QoS or a
 * parameter is not valid.
 */
public class InvalidMqttListenerException extends FatalBeanException {

	private final String beanName;

	private final transient Method method;

	private final String reason;

	/**
	 * Create the exception.
	 * @param beanName the name of the bean
	 * @param method the method
	 * @param cause says what is wrong and what to do
	 */
	public InvalidMqttListenerException(String beanName, Method method, Throwable cause) {
		super("@MqttListener on " + describe(method) + " of bean '" + beanName + "' is not valid: "
				+ cause.getMessage(), cause);
		this.beanName = beanName;
		this.method = method;
		this.reason = String.valueOf(cause.getMessage());
	}

	private static String describe(Method method) {
		return "method '" + method.getDeclaringClass().getName() + "." + method.getName() + "'";
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
	 * @return the method
	 */
	public Method getMethod() {
		return this.method;
	}

	/**
	 * Return what is wrong and what to do.
	 * @return the reason with the remedy
	 */
	public String getReason() {
		return this.reason;
	}

}
