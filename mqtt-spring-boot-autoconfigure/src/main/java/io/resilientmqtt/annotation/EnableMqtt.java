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

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Import;

/**
 * Enables {@link MqttListener} in an application without Spring Boot, which needs a bean
 * of type {@link io.resilientmqtt.client.MqttClient} and connects it when the context has
 * been refreshed:
 *
 * <pre class="code">
 * &#64;Configuration
 * &#64;EnableMqtt
 * class AppConfig {
 *
 *     &#64;Bean
 *     MqttClient mqttClient() {
 *         return new NettyMqttClientFactory().create(MqttClientOptions.builder().build());
 *     }
 *
 *     &#64;EventListener
 *     void connect(ContextRefreshedEvent event) {
 *         event.getApplicationContext().getBean(MqttClient.class).connect();
 *     }
 *
 * }
 * </pre>
 *
 * Beans of type {@link io.resilientmqtt.messaging.MqttMessageConverter},
 * {@link io.resilientmqtt.listener.MqttListenerDecorator},
 * {@link org.springframework.validation.SmartValidator} and
 * {@link org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver}
 * are used, and a {@link io.resilientmqtt.listener.MqttListenerContainerFactory} named
 * {@code mqttListenerContainerFactory} holds for listeners that name none. With Spring
 * Boot everything is set up without this annotation, and it changes nothing.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Import(MqttListenerRegistrar.class)
public @interface EnableMqtt {

}
