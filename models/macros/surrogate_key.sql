{#
    A BIGINT key from text parts: the same parts give the same key on every engine and in every
    build, so a fact computes the key of its dimension without a lookup.

    - Each part is written as <length>:<text>, so ('a', 'bc') and ('ab', 'c') differ.
    - The key is the first 64 bits of the MD5 of that text, read big-endian, sign bit cleared.
    - 0 is the unknown member: any missing part gives 0, and nothing else does.

    Two different texts share a key with probability n * n / 2 ** 64 for n rows (about 5e-8 for a
    million); the uniqueness test on every grain would stop such a build.
#}
{% macro surrogate_key(parts) -%}
    case
        when {% for part in parts -%}
            {{ part }} is null{% if not loop.last %} or {% endif %}
        {%- endfor %} then 0
        else greatest({{ text_hash(key_text(parts)) }}, 1)
    end
{%- endmacro %}

{% macro key_text(parts) -%}
    concat(
        {%- for part in parts -%}
            {%- set text = 'cast(' ~ part ~ ' as varchar)' -%}
            cast(length({{ text }}) as varchar), ':', {{ text }}{% if not loop.last %}, {% endif %}
        {%- endfor -%}
    )
{%- endmacro %}

{# The first 63 bits after the sign bit of a text's MD5, as BIGINT. #}
{% macro text_hash(text) -%}
    {{ return(adapter.dispatch('text_hash', 'granary')(text)) }}
{%- endmacro %}

{% macro default__text_hash(text) -%}
    cast(
        cast('0x' || substr(md5({{ text }}), 1, 16) as ubigint) & 9223372036854775807 as bigint
    )
{%- endmacro %}

{% macro trino__text_hash(text) -%}
    bitwise_and(
        from_big_endian_64(substr(md5(to_utf8({{ text }})), 1, 8)), 9223372036854775807
    )
{%- endmacro %}

{# The key of shared.dim_geography: a place is a city in a country; 0 where the country is unknown. #}
{% macro geography_key(country_name, city_name) -%}
    {{ surrogate_key([country_name, 'coalesce(' ~ city_name ~ ", 'Unknown')"]) }}
{%- endmacro %}
