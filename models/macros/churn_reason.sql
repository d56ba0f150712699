{# Whether a reason names the price: it contains a word of var price_loss_words, in any spelling of letters. #}
{% macro names_price(reason) -%}
    {%- for word in var('price_loss_words') -%}
    {{ ' or ' if not loop.first }}position(lower('{{ word | replace("'", "''") }}') in lower({{ reason }})) > 0
    {%- else -%}
    false
    {%- endfor -%}
{%- endmacro %}
