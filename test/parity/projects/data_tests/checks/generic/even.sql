{% test is_even(model, column_name) %}
{{ config(fail_calc='coalesce(sum(odd), 0)', store_failures_as='table') }}
select {{ column_name }}, 1 as odd from {{ model }} where {{ column_name }} % 2 = 1
{% endtest %}

{% test row_count_is(model, expected) %}
select * from (select count(*) as found from {{ model }}) where found <> {{ expected }}
{% endtest %}
