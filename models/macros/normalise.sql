{# A text with the letters, digits and marks of East Asian width in their usual one: １３８ is 138. Few texts have any. #}
{% macro half_width(text) -%}
    {{ return(adapter.dispatch('half_width', 'granary')(text)) }}
{%- endmacro %}

{% macro default__half_width(text) -%}
    case when regexp_matches({{ text }}, '[！-～　]') then {{ narrowed(text) }} else {{ text }} end
{%- endmacro %}

{% macro trino__half_width(text) -%}
    case when regexp_like({{ text }}, '[！-～　]') then {{ narrowed(text) }} else {{ text }} end
{%- endmacro %}

{% macro narrowed(text) -%}
    translate(
        {{ text }},
        '０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ＠．＿－＋　',
        '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@._-+ '
    )
{%- endmacro %}

{# A name in lower case, without accents, marks, spaces and legal forms. #}
{% macro normalised_name(name) -%}
    {{ return(adapter.dispatch('normalised_name', 'granary')(name)) }}
{%- endmacro %}

{% macro default__normalised_name(name) -%}
    regexp_replace(
        regexp_replace(
            lower(strip_accents({{ name }})),
            '(\b(ltd|limited|inc|llc|corp|co|gmbh|plc|company)\b\.?|有限公司|有限责任公司)', '', 'g'
        ),
        '[\s\p{P}]+', '', 'g'
    )
{%- endmacro %}

{% macro trino__normalised_name(name) -%}
    regexp_replace(
        regexp_replace(
            lower(regexp_replace(normalize({{ name }}, NFD), '\p{M}', '')),
            '(\b(ltd|limited|inc|llc|corp|co|gmbh|plc|company)\b\.?|有限公司|有限责任公司)', ''
        ),
        '[\s\p{P}]+', ''
    )
{%- endmacro %}

{# A phone number's last ten digits: country codes and marks are written in many ways. #}
{% macro normalised_phone(phone) -%}
    {{ return(adapter.dispatch('normalised_phone', 'granary')(phone)) }}
{%- endmacro %}

{% macro default__normalised_phone(phone) -%}
    right(regexp_replace({{ phone }}, '[^0-9]', '', 'g'), 10)
{%- endmacro %}

{% macro trino__normalised_phone(phone) -%}
    substr(regexp_replace({{ phone }}, '[^0-9]', ''), -10)
{%- endmacro %}

{# A code in upper case, letters and digits only. #}
{% macro normalised_code(code) -%}
    {{ return(adapter.dispatch('normalised_code', 'granary')(code)) }}
{%- endmacro %}

{% macro default__normalised_code(code) -%}
    regexp_replace(upper({{ code }}), '[^A-Z0-9]', '', 'g')
{%- endmacro %}

{% macro trino__normalised_code(code) -%}
    regexp_replace(upper({{ code }}), '[^A-Z0-9]', '')
{%- endmacro %}
