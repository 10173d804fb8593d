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
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;

/**
 * An annotation that was found, and where.
 *
 * @param bean the bean, possibly a proxy
 * @param beanName the name of the bean
 * @param annotation the annotation, with its aliases resolved
 * @param method the annotated method of the bean's class, or {@code null} if the class is
 * annotated
 * @param handlers the methods that handle the messages if the class is annotated
 */
record AnnotatedListener(Object bean, String beanName, MqttListener annotation, @Nullable Method method,
		List<Method> handlers) {

	/**
	 * Return the id unless the annotation has one.
	 * @return an id that need not be unique
	 */
	String defaultId() {
		return (this.method != null) ? this.beanName + "." + this.method.getName() : this.beanName;
	}

	InvalidMqttListenerException invalid(Throwable cause) {
		return (this.method != null) ? new InvalidMqttListenerException(this.beanName, this.method, cause)
				: new InvalidMqttListenerException(this.beanName, AopProxyUtils.ultimateTargetClass(this.bean), cause);
	}

}
