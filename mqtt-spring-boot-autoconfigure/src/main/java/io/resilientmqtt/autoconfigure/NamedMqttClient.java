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

package io.resilientmqtt.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.resilientmqtt.client.InvalidOptionException;
import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.listener.MqttListenerDecorator;
import io.resilientmqtt.listener.MqttListenerEndpointRegistry;
import io.resilientmqtt.listener.MqttListenerErrorHandler;
import io.resilientmqtt.listener.adapter.MqttListenerMethodFactory;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.messaging.MqttPublishInterceptor;
import io.resilientmqtt.messaging.MqttTemplate;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.env.Environment;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.validation.SmartValidator;

/**
 * Makes the beans of one client under {@code mqtt.clients}, each as the default client's
 * is made. Where the default client takes a bean of the application, this one takes the
 * bean that has the client's name for a qualifier. A value that is refused is reported
 * with the client's property.
 */
final class NamedMqttClient {

	private final String name;

	private final ConfigurableListableBeanFactory beanFactory;

	private final MqttProperties properties;

	private final MqttConnectionDetails connectionDetails;

	private final MqttClientOptions options;

	NamedMqttClient(String name, Environment environment, ConfigurableListableBeanFactory beanFactory) {
		this.name = name;
		this.beanFactory = beanFactory;
		NamedClientProperties source = new NamedClientProperties(environment);
		this.properties = source.bind(name);
		MqttConnectionDetails details = details();
		this.connectionDetails = ConnectionChoice.choose(details, this.properties,
				beanFactory.getBeanProvider(SslBundles.class));
		if (ConnectionChoice.isByProperties(this.connectionDetails) && !source.hasServer(name)) {
			throw new InvalidOptionException("clients." + name + ".server", null,
					"name the server, or 'servers', as the client does not inherit them; or define a bean of type "
							+ "MqttConnectionDetails with @Qualifier(\"" + name + "\")");
		}
		this.options = named(this::createOptions);
		new IneffectiveProperties(environment, NamedClientProperties.prefix(name), this.properties)
			.warn(ConnectionChoice.isByProperties(this.connectionDetails));
	}

	private MqttClientOptions createOptions() {
		MqttClientOptionsBuilder builder = new MqttPropertiesMapper(this.properties, this.connectionDetails).builder()
			.store(new ConfiguredStore(this.properties.store(), this.name, this.beanFactory).options());
		if (ConnectionChoice.isByProperties(this.connectionDetails)) {
			MqttCredentialsProvider credentials = unique(MqttCredentialsProvider.class);
			if (credentials != null) {
				builder.credentials(credentials);
			}
			MqttAuthenticator authenticator = unique(MqttAuthenticator.class);
			if (authenticator != null) {
				builder.v5((v5) -> v5.authenticator(authenticator));
			}
		}
		builder.runtime((runtime) -> runtime.name(this.name));
		qualified(MqttClientOptionsBuilderCustomizer.class).values()
			.stream()
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private @Nullable MqttConnectionDetails details() {
		Map<String, MqttConnectionDetails> beans = new LinkedHashMap<>(qualified(MqttConnectionDetails.class));
		this.beanFactory.getBeansOfType(MqttConnectionDetails.class).forEach((bean, details) -> {
			if (details.isFor(this.name)) {
				beans.put(bean, details);
			}
		});
		return unique(MqttConnectionDetails.class, beans);
	}

	private <T> @Nullable T unique(Class<T> type) {
		return unique(type, qualified(type));
	}

	private static <T> @Nullable T unique(Class<T> type, Map<String, T> beans) {
		if (beans.size() > 1) {
			throw new NoUniqueBeanDefinitionException(type, beans.keySet());
		}
		return beans.isEmpty() ? null : beans.values().iterator().next();
	}

	private <T> Map<String, T> qualified(Class<T> type) {
		return BeanFactoryAnnotationUtils.qualifiedBeansOfType(this.beanFactory, type, this.name);
	}

	private <T> T named(Supplier<T> supplier) {
		try {
			return supplier.get();
		}
		catch (InvalidOptionException ex) {
			String prefix = "clients." + this.name + ".";
			throw new InvalidOptionException(prefix + ex.option(), ex.value(),
					ex.remedy().replace("mqtt.", "mqtt." + prefix));
		}
	}

	MqttClientOptions options() {
		return this.options;
	}

	MqttClient client(MqttClientFactory factory, ObjectProvider<SslBundles> sslBundles) {
		MqttClient client = named(() -> factory.create(this.options));
		String bundle = ConnectionChoice.isByProperties(this.connectionDetails)
				? new ConfiguredServers(this.properties).bundle() : null;
		if (bundle != null) {
			sslBundles.ifAvailable((bundles) -> SslBundleReload.watch(bundles, bundle, client));
		}
		return client;
	}

	MqttConnectLifecycle connectLifecycle(ApplicationEventPublisher events, MqttClientShutdown shutdown) {
		shutdown.time(clientBean(), this.options.runtime().shutdownTimeout());
		return new NamedMqttConnectLifecycle(this.name, clientBean(), this.properties.autoStartup(),
				this.options.runtime().failFast(), events);
	}

	MqttTemplate template(MqttMessageConverters converters,
			ObjectProvider<MqttPublishInterceptor> publishInterceptors) {
		return named(() -> MqttClientBeans.template(clientBean(), converters, this.properties, publishInterceptors));
	}

	MqttListenerEndpointRegistry listenerRegistry(Environment environment,
			ObjectProvider<MqttListenerDecorator> decorators, ObjectProvider<MqttListenerErrorHandler> errorHandlers,
			MqttClientShutdown shutdown) {
		return named(() -> MqttClientBeans.registry(clientBean(), this.properties,
				MqttClientBeans.containerFactory(this.properties, errorHandlers, this.beanFactory, environment),
				decorators, shutdown));
	}

	MqttListenerMethodFactory listenerMethodFactory(MqttMessageConverters converters,
			ObjectProvider<SmartValidator> validator, ObjectProvider<HandlerMethodArgumentResolver> argumentResolvers) {
		return named(() -> MqttClientBeans.methodFactory(clientBean(), converters, this.properties, validator,
				argumentResolvers));
	}

	private MqttClient clientBean() {
		return this.beanFactory.getBean(this.name, MqttClient.class);
	}

}
