{#
    The content of a row as one BIGINT. Tells whether what a row was made of is another one now; it is
    compared with nothing but itself, and a new release of the engine may give other numbers.
#}
{% macro row_hash(columns) -%}
    {{ return(adapter.dispatch('row_hash', 'granary')(columns)) }}
{%- endmacro %}

{% macro default__row_hash(columns) -%}
    cast(hash({{ columns | join(', ') }}) & 9223372036854775807 as bigint)
{%- endmacro %}

{% macro trino__row_hash(columns) -%}
    from_big_endian_64(xxhash64(to_utf8(concat_ws(
        '|'
        {%- for column in columns %}, coalesce(cast({{ column }} as varchar), '~'){% endfor %}
    ))))
{%- endmacro %}

{# The content of rows, whatever their order, as one BIGINT: an aggregate. #}
{% macro content_hash(columns) -%}
    {{ return(adapter.dispatch('content_hash', 'granary')(columns)) }}
{%- endmacro %}

{# The hash of a row's hash: the engine's hash of several columns is an exclusive or of theirs itself. #}
{% macro default__content_hash(columns) -%}
    bit_xor({{ row_hash([row_hash(columns)]) }})
{%- endmacro %}

{% macro trino__content_hash(columns) -%}
    bitwise_xor_agg({{ row_hash(columns) }})
{%- endmacro %}

{#
    The content_hash of all rows from those of groups of them, or from rows that already are one such
    number each, made of their key too: an aggregate.
#}
{% macro united_hash(hash) -%}
    {{ return(adapter.dispatch('united_hash', 'granary')(hash)) }}
{%- endmacro %}

{% macro default__united_hash(hash) -%}
    bit_xor({{ hash }})
{%- endmacro %}

{% macro trino__united_hash(hash) -%}
    bitwise_xor_agg({{ hash }})
{%- endmacro %}

{# The content of rows, as content_hash gives it, of the hash of each: no aggregate. #}
{% macro hashes_together(contents) -%}
    {{ return(adapter.dispatch('hashes_together', 'granary')(contents)) }}
{%- endmacro %}

{% macro default__hashes_together(contents) -%}
    {%- set together = namespace(sql=contents[0]) -%}
    {%- for content in contents[1:] -%}
        {%- set together.sql = 'xor(' ~ together.sql ~ ', ' ~ content ~ ')' -%}
    {%- endfor -%}
    {{ together.sql }}
{%- endmacro %}

{% macro trino__hashes_together(contents) -%}
    {%- set together = namespace(sql=contents[0]) -%}
    {%- for content in contents[1:] -%}
        {%- set together.sql = 'bitwise_xor(' ~ together.sql ~ ', ' ~ content ~ ')' -%}
    {%- endfor -%}
    {{ together.sql }}
{%- endmacro %}

{# The sum of BIGINTs that may well exceed one: an aggregate. #}
{% macro number_sum(number) -%}
    {{ return(adapter.dispatch('number_sum', 'granary')(number)) }}
{%- endmacro %}

{% macro default__number_sum(number) -%}
    sum({{ number }})
{%- endmacro %}

{% macro trino__number_sum(number) -%}
    sum(cast({{ number }} as decimal(38, 0)))
{%- endmacro %}
