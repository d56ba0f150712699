{% test expression_holds(model, expression) %}
select * from {{ model }} where not ({{ expression }})
{% endtest %}
{% test named_elsewhere(model, column_name, words, ratio, flag, nothing=none) %}
select '{{ words.a[1] }} {{ words.b | replace("'", "''") }} {{ ratio }} {{ flag }} {{ nothing }}' as said, {{ column_name }} from {{ model }} where false
{% endtest %}
