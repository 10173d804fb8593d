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

package io.resilientmqtt.listener.adapter;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import io.resilientmqtt.message.MqttMessage;
import io.resilientmqtt.message.TopicTemplate;
import io.resilientmqtt.messaging.MqttHeaderMapper;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.MapAccessor;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * The key of a message as an expression says: {@code #name} is a variable of the topic,
 * {@code topic}, {@code headers} and {@code payload} are those of the message. The
 * payload is converted as for the listener's method, if the expression asks for it. Safe
 * for use by several threads.
 */
final class KeyExpression implements Function<MqttMessage, @Nullable Object> {

	private static final Set<String> SPEL_VARIABLES = Set.of("root", "this");

	private final Expression expression;

	private final List<TopicTemplate> templates;

	private final MessageProperties properties;

	private KeyExpression(Expression expression, List<TopicTemplate> templates, Function<MqttMessage, Object> payload) {
		this.expression = expression;
		this.templates = templates;
		this.properties = new MessageProperties(payload);
	}

	/**
	 * Make a function of an expression. One that is a variable of the topic and nothing
	 * else takes no evaluation.
	 * @param text the expression
	 * @param templates the topics of the listener
	 * @param payload converts the payload
	 * @return the function
	 * @throws IllegalArgumentException if it is no expression, or names a variable that a
	 * topic lacks
	 */
	static Function<MqttMessage, @Nullable Object> of(String text, List<TopicTemplate> templates,
			Function<MqttMessage, Object> payload) {
		Expression expression;
		try {
			expression = new SpelExpressionParser().parseExpression(text);
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException("it is no expression (" + ex.getSimpleMessage()
					+ "); use #name for a variable of the topic, topic, headers or payload", ex);
		}
		SpelNode root = ((SpelExpression) expression).getAST();
		Set<String> variables = new HashSet<>();
		collectVariables(root, variables);
		for (String variable : variables) {
			for (TopicTemplate template : templates) {
				if (!template.variableNames().contains(variable)) {
					throw new IllegalArgumentException("it has #" + variable + ", which is not in the topic '"
							+ template + "', whose variables are " + template.variableNames());
				}
			}
		}
		if (root instanceof VariableReference && !variables.isEmpty()) {
			String name = variables.iterator().next();
			return (message) -> variable(templates, message.topic(), name);
		}
		return new KeyExpression(expression, templates, payload);
	}

	private static void collectVariables(SpelNode node, Set<String> variables) {
		if (node instanceof VariableReference reference) {
			String name = reference.toStringAST().substring(1);
			if (!SPEL_VARIABLES.contains(name)) {
				variables.add(name);
			}
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			collectVariables(node.getChild(i), variables);
		}
	}

	private static @Nullable String variable(List<TopicTemplate> templates, String topic, String name) {
		for (TopicTemplate template : templates) {
			int variable = template.matches(topic) ? template.variableNames().indexOf(name) : -1;
			if (variable >= 0) {
				return template.extract(topic, variable);
			}
		}
		return null;
	}

	@Override
	public @Nullable Object apply(MqttMessage message) {
		StandardEvaluationContext context = new StandardEvaluationContext(message) {

			@Override
			public @Nullable Object lookupVariable(String name) {
				return variable(KeyExpression.this.templates, message.topic(), name);
			}

		};
		context.addPropertyAccessor(this.properties);
		context.addPropertyAccessor(new MapAccessor());
		try {
			return this.expression.getValue(context);
		}
		catch (EvaluationException ex) {
			if (ex.getCause() instanceof MessageConversionException conversion) {
				throw conversion;
			}
			throw ex;
		}
	}

	/**
	 * What an expression sees of a message. Each part is made when it is asked for.
	 *
	 * @param payload converts the payload
	 */
	private record MessageProperties(Function<MqttMessage, Object> payload) implements PropertyAccessor {

		private static final Set<String> NAMES = Set.of("topic", "headers", "payload");

		@Override
		public Class<?>[] getSpecificTargetClasses() {
			return new Class<?>[] { MqttMessage.class };
		}

		@Override
		public boolean canRead(EvaluationContext context, @Nullable Object target, String name) {
			return target instanceof MqttMessage && NAMES.contains(name);
		}

		@Override
		public TypedValue read(EvaluationContext context, @Nullable Object target, String name) {
			if (!(target instanceof MqttMessage message)) {
				throw new IllegalArgumentException("'" + name + "' is of a message");
			}
			Object value = switch (name) {
				case "topic" -> message.topic();
				case "headers" -> MqttHeaderMapper.toHeaders(message);
				default -> this.payload.apply(message);
			};
			return new TypedValue(value);
		}

		@Override
		public boolean canWrite(EvaluationContext context, @Nullable Object target, String name) {
			return false;
		}

		@Override
		public void write(EvaluationContext context, @Nullable Object target, String name, @Nullable Object value) {
			throw new IllegalStateException("'" + name + "' of a message can't be set");
		}

	}

}
