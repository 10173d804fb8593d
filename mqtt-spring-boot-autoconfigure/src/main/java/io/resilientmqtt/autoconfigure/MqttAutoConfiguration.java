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

import io.resilientmqtt.client.MqttAuthenticator;
import io.resilientmqtt.client.MqttClient;
import io.resilientmqtt.client.MqttClientFactory;
import io.resilientmqtt.client.MqttClientOptions;
import io.resilientmqtt.client.MqttClientOptionsBuilder;
import io.resilientmqtt.client.MqttCredentialsProvider;
import io.resilientmqtt.client.netty.NettyMqttClientFactory;
import io.resilientmqtt.messaging.MqttMessageConverter;
import io.resilientmqtt.messaging.MqttMessageConverters;
import io.resilientmqtt.messaging.MqttOperations;
import io.resilientmqtt.messaging.MqttPublishInterceptor;
import io.resilientmqtt.messaging.MqttTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} of a resilient MQTT client and what
 * belongs to it. A bean that users ask for by a short name has another one where that is
 * taken by a bean of another type; the rest have names that nobody else takes.
 */
@AutoConfiguration(afterName = { "org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration",
		"org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration",
		"org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
		"org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration" })
@ConditionalOnBooleanProperty(name = "mqtt.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MqttProperties.class)
@Import({ ProtocolConverter.class, MqttJsonConfiguration.class, MqttCborConfiguration.class,
		MqttListenerConfiguration.class, NamedMqttClientsRegistrar.class })
public final class MqttAutoConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(MqttAutoConfiguration.class);

	@Bean
	static UnknownProperties resilientMqttUnknownProperties(Environment environment) {
		return new UnknownProperties(environment);
	}

	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean(MqttConnectionDetails.class)
	PropertiesMqttConnectionDetails resilientMqttConnectionDetails(MqttProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesMqttConnectionDetails(properties, sslBundles);
	}

	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean
	MqttClientOptions resilientMqttClientOptions(MqttProperties properties,
			ObjectProvider<MqttConnectionDetails> connectionDetails, ObjectProvider<SslBundles> sslBundles,
			Environment environment, ObjectProvider<MqttAuthenticator> authenticator,
			ObjectProvider<MqttCredentialsProvider> credentialsProvider,
			ObjectProvider<MqttClientOptionsBuilderCustomizer> customizers, ListableBeanFactory beanFactory) {
		MqttConnectionDetails chosen = ConnectionChoice.forDefault(properties, connectionDetails, sslBundles,
				new NamedClientProperties(environment).names());
		MqttClientOptionsBuilder builder = new MqttPropertiesMapper(properties, chosen).builder()
			.store(new ConfiguredStore(properties.store(), ConfiguredStore.DEFAULT, beanFactory).options());
		new IneffectiveProperties(environment, ConfigurationPropertyName.of("mqtt"), properties)
			.warn(ConnectionChoice.isByProperties(chosen));
		if (ConnectionChoice.isByProperties(chosen)) {
			// Several of them are an error: without a word the client would connect
			// anonymously
			credentialsProvider.ifAvailable(builder::credentials);
			authenticator.ifAvailable((available) -> builder.v5((v5) -> v5.authenticator(available)));
		}
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	@Bean
	@ConditionalOnMissingBean(MqttClientFactory.class)
	NettyMqttClientFactory resilientMqttClientFactory() {
		return new NettyMqttClientFactory();
	}

	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean(value = MqttClient.class, name = "mqttClient")
	MqttClient mqttClient(MqttClientFactory factory, MqttClientOptions options) {
		return factory.create(options);
	}

	// The client where a bean of another type has its name.
	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean
	MqttClient resilientMqttClient(MqttClientFactory factory, MqttClientOptions options) {
		logger.info("The bean 'mqttClient' is no MqttClient of this library: the default client is the bean "
				+ "'resilientMqttClient'");
		return factory.create(options);
	}

	@Bean
	@ConditionalOnDefaultClient
	@Lazy(false)
	@ConditionalOnProperty("mqtt.ssl.bundle")
	@Nullable SslBundleReload resilientMqttSslBundleReload(MqttClient client, MqttProperties properties,
			ObjectProvider<MqttConnectionDetails> connectionDetails, ObjectProvider<SslBundles> sslBundles,
			Environment environment) {
		MqttConnectionDetails chosen = ConnectionChoice.forDefault(properties, connectionDetails, sslBundles,
				new NamedClientProperties(environment).names());
		SslBundles bundles = sslBundles.getIfAvailable();
		String bundle = ConnectionChoice.isByProperties(chosen) ? new ConfiguredServers(properties).bundle() : null;
		return (bundles != null && bundle != null) ? SslBundleReload.watch(bundles, bundle, client) : null;
	}

	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean
	MqttConnectLifecycle resilientMqttConnectLifecycle(MqttClient client, MqttProperties properties,
			MqttClientOptions options, ApplicationEventPublisher events, MqttClientShutdown shutdown) {
		shutdown.time(client, options.runtime().shutdownTimeout());
		return new MqttConnectLifecycle(client, properties.autoStartup(), options.runtime().failFast(), events);
	}

	@Bean
	@ConditionalOnMissingBean
	static MqttClientShutdown resilientMqttClientShutdown() {
		return new MqttClientShutdown();
	}

	@Bean
	@ConditionalOnMissingBean(value = MqttMessageConverters.class, name = "mqttMessageConverters")
	MqttMessageConverters mqttMessageConverters(ObjectProvider<MqttMessageConverter> converters,
			MqttProperties properties) {
		return new MqttMessageConverters(converters.orderedStream().toList(), properties.defaultContentType());
	}

	// The converters where a bean of another type has their name.
	@Bean
	@ConditionalOnMissingBean
	MqttMessageConverters resilientMqttMessageConverters(ObjectProvider<MqttMessageConverter> converters,
			MqttProperties properties) {
		return mqttMessageConverters(converters, properties);
	}

	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean(value = MqttOperations.class, name = "mqttTemplate")
	MqttTemplate mqttTemplate(MqttClient client, MqttMessageConverters converters, MqttProperties properties,
			ObjectProvider<MqttPublishInterceptor> publishInterceptors) {
		return MqttClientBeans.template(client, converters, properties, publishInterceptors);
	}

	// The template where a bean of another type has its name.
	@Bean
	@ConditionalOnDefaultClient
	@ConditionalOnMissingBean(MqttOperations.class)
	MqttTemplate resilientMqttTemplate(MqttClient client, MqttMessageConverters converters, MqttProperties properties,
			ObjectProvider<MqttPublishInterceptor> publishInterceptors) {
		return mqttTemplate(client, converters, properties, publishInterceptors);
	}

}
