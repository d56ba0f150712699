{# A name's words in lower case without accents, marks and legal forms, in alphabetical order. #}
{% macro sorted_words(name) -%}
    {{ return(adapter.dispatch('sorted_words', 'granary')(name)) }}
{%- endmacro %}

{% macro default__sorted_words(name) -%}
    array_to_string(
        list_sort(
            list_filter(
                string_split_regex(
                    regexp_replace(
                        lower(strip_accents({{ name }})),
                        '(\b(ltd|limited|inc|llc|corp|co|gmbh|plc|company)\b\.?|有限公司|有限责任公司)', '', 'g'
                    ),
                    '[\s\p{P}]+'
                ),
                word -> word <> ''
            )
        ),
        ' '
    )
{%- endmacro %}

{% macro trino__sorted_words(name) -%}
    array_join(
        array_sort(
            filter(
                regexp_split(
                    regexp_replace(
                        lower(regexp_replace(normalize({{ name }}, NFD), '\p{M}', '')),
                        '(\b(ltd|limited|inc|llc|corp|co|gmbh|plc|company)\b\.?|有限公司|有限责任公司)', ''
                    ),
                    '[\s\p{P}]+'
                ),
                word -> word <> ''
            )
        ),
        ' '
    )
{%- endmacro %}

{# How many letters must be changed, swapped, added or left out to make one text of the other. #}
{% macro edit_distance(one, other) -%}
    {{ return(adapter.dispatch('edit_distance', 'granary')(one, other)) }}
{%- endmacro %}

{% macro default__edit_distance(one, other) -%}
    damerau_levenshtein({{ one }}, {{ other }})
{%- endmacro %}

{% macro trino__edit_distance(one, other) -%}
    levenshtein_distance({{ one }}, {{ other }})
{%- endmacro %}

{# What stands before the @ of an e-mail address. #}
{% macro mailbox(email) -%}
    split_part({{ email }}, '@', 1)
{%- endmacro %}

{# 1 for equal texts, less by the share of letters in which they differ. #}
{% macro text_similarity(one, other) -%}
    (
        1 - {{ edit_distance(one, other) }}
        / cast(greatest(length({{ one }}), length({{ other }}), 1) as double)
    )
{%- endmacro %}

{#
    Whether two names of sorted words differ in one word only, and one of them has its initial there:
    'j miller' and 'jane miller'.
#}
{% macro differ_by_initial(one, other) -%}
    {{ return(adapter.dispatch('differ_by_initial', 'granary')(one, other)) }}
{%- endmacro %}

{% macro default__differ_by_initial(one, other) -%}
    {%- set left = words_without(one, other) -%}
    {%- set right = words_without(other, one) -%}
    (
        len({{ left }}) = 1
        and len({{ right }}) = 1
        and least(length({{ left }}[1]), length({{ right }}[1])) = 1
        and {{ left }}[1][1] = {{ right }}[1][1]
        and position(' ' in {{ one }}) > 0
    )
{%- endmacro %}

{% macro trino__differ_by_initial(one, other) -%}
    {%- set left = 'array_except(split(' ~ one ~ ", ' '), split(" ~ other ~ ", ' '))" -%}
    {%- set right = 'array_except(split(' ~ other ~ ", ' '), split(" ~ one ~ ", ' '))" -%}
    (
        cardinality({{ left }}) = 1
        and cardinality({{ right }}) = 1
        and least(length(element_at({{ left }}, 1)), length(element_at({{ right }}, 1))) = 1
        and substr(element_at({{ left }}, 1), 1, 1) = substr(element_at({{ right }}, 1), 1, 1)
        and strpos({{ one }}, ' ') > 0
    )
{%- endmacro %}

{% macro words_without(one, other) -%}
    list_filter(
        string_split({{ one }}, ' '), word -> not list_contains(string_split({{ other }}, ' '), word)
    )
{%- endmacro %}

{#
    What identifies a record well enough that records sharing it are worth comparing, as pairs of a
    name and an expression over int_party.
#}
{% macro match_blocks() -%}
    {{ return([
        ('email', 'normalised_email'),
        ('phone', "case when length(normalised_phone) >= 7 then substr(normalised_phone, length(normalised_phone) - 6) end"),
        ('tax_no', 'normalised_tax_no'),
        ('birth_date', "cast(birth_date as varchar) || substr(name_words, 1, 1)"),
        ('name_and_postal_code', "name_words || '/' || postal_code"),
        ('name_and_city', "name_words || '/' || lower(city_name)"),
    ]) }}
{%- endmacro %}
