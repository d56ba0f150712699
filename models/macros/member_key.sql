{#
    The key of the member of a dimension that a row names: -1, "Not applicable", where the row names
    none, and 0, "Unknown", where it names one that the dimension does not have. What the row names is
    a text, `source_id`, or a key made of one by surrogate_key, `source_key`, which is 0 where there was
    none and then finds the unknown member.
#}
{% macro member_key(found_key, source_id=none, source_key=none) -%}
    case when {% if source_key is none -%}
        coalesce(trim({{ source_id }}), '') = ''
    {%- else -%}
        coalesce({{ source_key }}, 0) = 0
    {%- endif %} then -1 else coalesce({{ found_key }}, 0) end
{%- endmacro %}

{# The key of a member's version: that of the special member where the member is one, else 0 where there is no version. #}
{% macro member_version_key(found_key, member_key) -%}
    coalesce({{ found_key }}, least({{ member_key }}, 0))
{%- endmacro %}

{# The special members of a dimension, each with its key, its id and its name. #}
{% macro special_members() -%}
    {{ return([[0, 'unknown', 'Unknown'], [-1, 'not applicable', 'Not applicable']]) }}
{%- endmacro %}
