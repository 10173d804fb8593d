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

import io.resilientmqtt.messaging.JacksonCborMqttMessageConverter;
import tools.jackson.dataformat.cbor.CBORMapper;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * CBOR payloads by the application's mapper, behind converters of the application.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(CBORMapper.class)
class MqttCborConfiguration {

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	@ConditionalOnSingleCandidate(CBORMapper.class)
	@ConditionalOnMissingBean
	JacksonCborMqttMessageConverter resilientMqttCborMessageConverter(CBORMapper mapper) {
		return new JacksonCborMqttMessageConverter(mapper);
	}

}
